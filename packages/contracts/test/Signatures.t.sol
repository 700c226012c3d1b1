// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {AnsweringWallet, BurningWallet, OwnedWallet, ReenteringWallet} from "./support/Receivers.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract SignaturesTest is VaultTest {
    uint256 private constant ORDER_OF_CURVE = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes4 private constant YES = 0x1626ba7e;

    function setUp() public override {
        super.setUp();
        _deposit(customer, 10 * HOLD);
    }

    function _walletOrder(address wallet) private returns (IGPUVault.RentalOrder memory order) {
        _deposit(wallet, HOLD);
        order = _order(1);
        order.customer = wallet;
    }

    // EOAs

    function test_anOrderIsGoodForWhatItSaysAndNothingElse() public {
        IGPUVault.RentalOrder memory order = _order(1);
        bytes memory signature = _sign(CUSTOMER_KEY, _orderHash(order));
        IGPUVault.RentalOrder[6] memory others;
        for (uint256 i = 0; i < 6; ++i) {
            others[i] = _order(1);
        }
        others[0].rentalId = 2;
        others[1].customer = stranger;
        others[2].provider = stranger;
        others[3].ratePerSecond += 1;
        others[4].maxSeconds += 1;
        others[5].deadline += 1;
        for (uint256 i = 0; i < 6; ++i) {
            _refuse(IGPUVault.InvalidSignature.selector);
            _open(others[i], signature);
        }
        _open(order, signature);
    }

    function test_theMirroredSignatureIsRefused() public {
        IGPUVault.RentalOrder memory order = _order(1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(CUSTOMER_KEY, _digest(_orderHash(order)));
        bytes memory mirrored = abi.encodePacked(r, bytes32(ORDER_OF_CURVE - uint256(s)), v == 27 ? 28 : 27);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, mirrored);
    }

    function test_onlySixtyFiveBytesAreAnEOAsSignature() public {
        IGPUVault.RentalOrder memory order = _order(1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(CUSTOMER_KEY, _digest(_orderHash(order)));
        bytes32 compact = bytes32(uint256(s) | (uint256(v - 27) << 255));
        bytes[5] memory signatures = [
            bytes(""), abi.encodePacked(r, s), abi.encodePacked(r, compact), abi.encodePacked(r, s, v, v), new bytes(65)
        ];
        for (uint256 i = 0; i < signatures.length; ++i) {
            _refuse(IGPUVault.InvalidSignature.selector);
            _open(order, signatures[i]);
        }
    }

    function test_onlySixtyFiveBytesAreASessionKeysSignature() public {
        _grant(type(uint128).max);
        IGPUVault.RentalOrder memory order = _order(1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SESSION_KEY, _digest(_orderHash(order)));
        bytes32 compact = bytes32(uint256(s) | (uint256(v - 27) << 255));
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, abi.encodePacked(r, compact));
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, abi.encodePacked(r, s, v, v));
        _open(order, abi.encodePacked(r, s, v));
    }

    function test_aSignatureOfOneKindIsNoneOfAnother() public {
        _open(_order(1), CUSTOMER_KEY);
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        bytes memory signature = _sign(CUSTOMER_KEY, _orderHash(_order(1)));
        _refuse(IGPUVault.InvalidSignature.selector);
        vm.prank(operator);
        vault.extendRental(extension, signature);
        signature = _sign(CUSTOMER_KEY, _extensionHash(extension));
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(_order(2), signature);
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.grantSessionKeyFor(IGPUVault.SessionGrant(customer, session, 1, uint40(START), 0), signature);
    }

    // Replays

    function test_anOrderIsWorthNothingAtAnotherVault() public {
        IGPUVault.RentalOrder memory order = _order(1);
        bytes memory signature = _sign(CUSTOMER_KEY, _orderHash(order));
        vault = _makeVault(address(token));
        _deposit(customer, HOLD);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, signature);
    }

    function test_afterAForkTheDomainFollowsTheChain() public {
        IGPUVault.RentalOrder memory order = _order(1);
        bytes memory signature = _sign(CUSTOMER_KEY, _orderHash(order));
        (,,, uint256 chainId,,,) = vault.eip712Domain();
        vm.chainId(chainId + 1);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, signature);
        _open(order, CUSTOMER_KEY);
        (,,, uint256 forked,,,) = vault.eip712Domain();
        vm.assertEq(forked, chainId + 1);
    }

    function test_anExtensionIsWorthNothingAtAnotherVaultOrOnAnotherChain() public {
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        bytes memory signature = _sign(CUSTOMER_KEY, _extensionHash(extension));
        vault = _makeVault(address(token));
        _deposit(customer, 2 * HOLD);
        _open(_order(1), CUSTOMER_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        vm.prank(operator);
        vault.extendRental(extension, signature);
        signature = _sign(CUSTOMER_KEY, _extensionHash(extension));
        vm.chainId(block.chainid + 1);
        _refuse(IGPUVault.InvalidSignature.selector);
        vm.prank(operator);
        vault.extendRental(extension, signature);
    }

    function test_aGrantIsWorthNothingAtAnotherVaultOrOnAnotherChain() public {
        IGPUVault.SessionGrant memory grant = IGPUVault.SessionGrant(customer, session, uint128(HOLD), uint40(START), 0);
        bytes memory signature = _sign(CUSTOMER_KEY, _grantHash(grant));
        vault = _makeVault(address(token));
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.grantSessionKeyFor(grant, signature);
        signature = _sign(CUSTOMER_KEY, _grantHash(grant));
        vm.chainId(block.chainid + 1);
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.grantSessionKeyFor(grant, signature);
    }

    function test_anExtensionIsWorthNothingTwiceOrForAnotherRental() public {
        _open(_order(1), CUSTOMER_KEY);
        _open(_order(2), CUSTOMER_KEY);
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        bytes memory signature = _sign(CUSTOMER_KEY, _extensionHash(extension));
        vm.startPrank(operator);
        vault.extendRental(extension, signature);
        _refuse(IGPUVault.BadTerm.selector, 2 * TERM);
        vault.extendRental(extension, signature);
        extension.rentalId = 2;
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.extendRental(extension, signature);
    }

    function test_anExtensionIsWorthNothingAfterClosing() public {
        _open(_order(1), CUSTOMER_KEY);
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        bytes memory signature = _sign(CUSTOMER_KEY, _extensionHash(extension));
        _settle(1, 0, true);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        vm.prank(operator);
        vault.extendRental(extension, signature);
    }

    function test_theDomainIsReadable() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address place,,) =
            vault.eip712Domain();
        vm.assertEq(uint8(fields), 0x0f);
        vm.assertEq(name, "GPUVault");
        vm.assertEq(version, "1");
        vm.assertEq(chainId, block.chainid);
        vm.assertEq(place, address(vault));
    }

    // Contract wallets

    function test_aWalletContractSignsByItsOwnRule() public {
        OwnedWallet wallet = new OwnedWallet(stranger);
        IGPUVault.RentalOrder memory order = _walletOrder(address(wallet));
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, CUSTOMER_KEY);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalOpened(1, address(wallet), provider, address(wallet), RATE, TERM, FEE_BPS);
        _open(order, STRANGER_KEY);
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        _deposit(address(wallet), HOLD);
        _extend(extension.rentalId, extension.maxSeconds, STRANGER_KEY);
    }

    function test_aWalletContractGrantsBySignature() public {
        OwnedWallet wallet = new OwnedWallet(stranger);
        IGPUVault.RentalOrder memory order = _walletOrder(address(wallet));
        IGPUVault.SessionGrant memory grant =
            IGPUVault.SessionGrant(address(wallet), session, uint128(HOLD), uint40(START + 1), 0);
        vault.grantSessionKeyFor(grant, _sign(STRANGER_KEY, _grantHash(grant)));
        _open(order, SESSION_KEY);
        vm.assertEq(vault.holdOf(1), HOLD);
    }

    function test_aWalletsWordCountsEvenWhereItsOwnerIsAKeyToo() public {
        OwnedWallet wallet = new OwnedWallet(session);
        IGPUVault.RentalOrder memory order = _walletOrder(address(wallet));
        wallet.grant(vault, session, 1, uint40(START));
        _pass(1);
        _open(order, SESSION_KEY);
        (, uint128 spent,) = vault.sessionKey(address(wallet), session);
        vm.assertEq(spent, 0);
    }

    function test_theWalletGetsTheBytesUnchangedWhateverTheirLength() public {
        AnsweringWallet wallet = new AnsweringWallet();
        wallet.setAnswer(abi.encode(YES), false);
        uint256[4] memory lengths = [uint256(0), 1, 65, 1000];
        for (uint64 i = 0; i < lengths.length; ++i) {
            IGPUVault.RentalOrder memory order = _walletOrder(address(wallet));
            order.rentalId = i;
            bytes memory signature = new bytes(lengths[i]);
            for (uint256 j = 0; j < signature.length; ++j) {
                signature[j] = bytes1(uint8(j * 7 + 1));
            }
            wallet.setExpectedCall(abi.encodeWithSelector(YES, _digest(_orderHash(order)), signature));
            _open(order, signature);
        }
    }

    function test_aWalletThatRevertsAnswersShortOrSaysNoHasNotSigned() public {
        AnsweringWallet wallet = new AnsweringWallet();
        IGPUVault.RentalOrder memory order = _walletOrder(address(wallet));
        bytes[5] memory answers =
            [bytes(""), abi.encodePacked(YES), new bytes(32), abi.encode(bytes4(0xffffffff)), abi.encode(uint32(YES))];
        for (uint256 i = 0; i < answers.length; ++i) {
            wallet.setAnswer(answers[i], false);
            _refuse(IGPUVault.InvalidSignature.selector);
            _open(order, CUSTOMER_KEY);
        }
        wallet.setAnswer(abi.encode(YES), true);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, CUSTOMER_KEY);
    }

    function test_aKeySignsForAWalletThatReverts() public {
        AnsweringWallet wallet = new AnsweringWallet();
        IGPUVault.RentalOrder memory order = _walletOrder(address(wallet));
        vm.prank(address(wallet));
        vault.grantSessionKey(session, uint128(HOLD), uint40(START));
        wallet.setAnswer("", true);
        _open(order, SESSION_KEY);
        (, uint128 spent,) = vault.sessionKey(address(wallet), session);
        vm.assertEq(spent, HOLD);
    }

    function test_aWalletThatBurnsAllGasHarmsItsOwnOrderAlone() public {
        IGPUVault.RentalOrder memory order = _walletOrder(address(new BurningWallet()));
        vm.prank(operator);
        (bool opened,) = address(vault).call{gas: 1_000_000}(abi.encodeCall(vault.openRental, (order, "")));
        vm.assertFalse(opened);
        _open(_order(1), CUSTOMER_KEY);
    }

    function test_aWalletCannotReenterWhileItIsAsked() public {
        ReenteringWallet wallet = new ReenteringWallet(vault);
        IGPUVault.RentalOrder memory order = _walletOrder(address(wallet));
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, "");
        vm.assertEq(vault.balanceOf(address(wallet)), HOLD);
    }
}

contract TokenSignaturesTest is SignaturesTest, OfToken {}

contract NativeSignaturesTest is SignaturesTest, OfCoin {}
