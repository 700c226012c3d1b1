// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {Vault} from "./support/Vault.sol";
import {Vm} from "./support/Vm.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract SettingsTest is VaultTest {
    function test_aVaultIsWhatItWasMadeToBe() public view {
        vm.assertEq(vault.token(), address(token));
        vm.assertEq(vault.owner(), owner);
        vm.assertEq(vault.feeRecipient(), feeRecipient);
        vm.assertEq(vault.feeBps(), FEE_BPS);
        vm.assertTrue(vault.isOperator(operator));
        vm.assertFalse(vault.isOperator(owner));
        vm.assertFalse(vault.openingPaused());
    }

    function test_theBoundsAreReadable() public view {
        vm.assertEq(vault.MIN_SECONDS(), 3600);
        vm.assertEq(vault.MAX_SECONDS(), 2_592_000);
        vm.assertEq(vault.GRACE(), 7 days);
        vm.assertEq(vault.MAX_FEE_BPS(), 1000);
    }

    function test_theConstructorTellsFeeAndRecipient() public {
        vm.recordLogs();
        Vault made = _deploy(address(token), owner, feeRecipient, 123);
        (bool fee, bool recipient) = (false, false);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(made)) continue;
            fee = fee || (logs[i].topics[0] == IGPUVault.FeeSet.selector && abi.decode(logs[i].data, (uint16)) == 123);
            recipient = recipient
                || (logs[i].topics[0] == IGPUVault.FeeRecipientSet.selector
                    && logs[i].topics[1] == bytes32(uint256(uint160(feeRecipient))));
        }
        vm.assertTrue(fee && recipient);
    }

    function test_theConstructorRefusesWhatTheSettersRefuse() public {
        _expectRefusal(owner, address(0), 0, abi.encodeWithSelector(IGPUVault.ZeroAddress.selector));
        _expectRefusal(address(0), feeRecipient, 0, abi.encodeWithSelector(IGPUVault.ZeroAddress.selector));
        _expectRefusal(owner, feeRecipient, 1001, abi.encodeWithSelector(IGPUVault.FeeTooHigh.selector, 1001));
    }

    function _expectRefusal(address owner_, address recipient, uint16 feeBps, bytes memory expected) private {
        bytes memory code = abi.encodePacked(
            vm.getCode("GPUVault.sol:GPUVault"), abi.encode(address(token), owner_, recipient, feeBps)
        );
        Creator creator = new Creator();
        vm.expectRevert(expected);
        creator.create(code);
    }

    function test_settingsAreTheOwnersAlone() public {
        address[3] memory others = [operator, customer, feeRecipient];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory refusal = abi.encodeWithSelector(Vault.OwnableUnauthorizedAccount.selector, others[i]);
            vm.startPrank(others[i]);
            vm.expectRevert(refusal);
            vault.setOperator(others[i], true);
            vm.expectRevert(refusal);
            vault.setFee(0);
            vm.expectRevert(refusal);
            vault.setFeeRecipient(others[i]);
            vm.expectRevert(refusal);
            vault.setOpeningPaused(true);
            vm.expectRevert(refusal);
            vault.transferOwnership(others[i]);
            vm.stopPrank();
        }
    }

    function test_everySettingTellsItsNewValue() public {
        vm.startPrank(owner);
        vm.expectEmit(address(vault));
        emit IGPUVault.OperatorSet(stranger, true);
        vault.setOperator(stranger, true);
        vm.assertTrue(vault.isOperator(stranger));
        vm.expectEmit(address(vault));
        emit IGPUVault.OperatorSet(stranger, false);
        vault.setOperator(stranger, false);
        vm.assertFalse(vault.isOperator(stranger));
        vm.expectEmit(address(vault));
        emit IGPUVault.FeeSet(1000);
        vault.setFee(1000);
        vm.assertEq(vault.feeBps(), 1000);
        vm.expectEmit(address(vault));
        emit IGPUVault.FeeRecipientSet(stranger);
        vault.setFeeRecipient(stranger);
        vm.assertEq(vault.feeRecipient(), stranger);
        vm.expectEmit(address(vault));
        emit IGPUVault.OpeningPausedSet(true);
        vault.setOpeningPaused(true);
        vm.assertTrue(vault.openingPaused());
    }

    function test_theFeeIsTenPercentAtMost() public {
        vm.startPrank(owner);
        _refuse(IGPUVault.FeeTooHigh.selector, 1001);
        vault.setFee(1001);
        _refuse(IGPUVault.FeeTooHigh.selector, type(uint16).max);
        vault.setFee(type(uint16).max);
    }

    function test_theZeroAddressHasNoRole() public {
        vm.startPrank(owner);
        _refuse(IGPUVault.ZeroAddress.selector);
        vault.setOperator(address(0), true);
        _refuse(IGPUVault.ZeroAddress.selector);
        vault.setFeeRecipient(address(0));
    }

    function test_ownershipMovesInTwoSteps() public {
        vm.prank(owner);
        vault.transferOwnership(stranger);
        vm.assertEq(vault.owner(), owner);
        vm.assertEq(vault.pendingOwner(), stranger);
        vm.prank(stranger);
        vault.acceptOwnership();
        vm.assertEq(vault.owner(), stranger);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(Vault.OwnableUnauthorizedAccount.selector, owner));
        vault.setFee(0);
    }

    function test_severalOperatorsMayWorkSideBySide() public {
        vm.prank(owner);
        vault.setOperator(stranger, true);
        _openRental(1);
        _pass(10);
        vm.prank(stranger);
        vault.settle(_usage(1, 10, true));
        vm.assertFalse(vault.rental(1).open);
    }

    /// @dev The owner and every operator, and all they can call: a balance stays where it is.
    function test_noRoleMovesOrFreezesABalance() public {
        _deposit(customer, 100);
        vm.startPrank(owner);
        vault.setOperator(owner, true);
        vault.setFee(1000);
        vault.setFeeRecipient(owner);
        vault.setOpeningPaused(true);
        vault.settle(new IGPUVault.Usage[](0));
        _refuse(IGPUVault.InsufficientBalance.selector, 0, 1);
        vault.withdraw(1, owner);
        vm.stopPrank();
        vm.prank(customer);
        vault.withdraw(100, customer);
        vm.assertEq(_moneyOf(customer), 100);
    }

    function test_onlyWhoIsOfferedOwnershipAcceptsIt() public {
        vm.prank(owner);
        vault.transferOwnership(stranger);
        vm.expectRevert(abi.encodeWithSelector(Vault.OwnableUnauthorizedAccount.selector, customer));
        vm.prank(customer);
        vault.acceptOwnership();
        vm.assertEq(vault.owner(), owner);
    }
}

/// @dev So that a constructor's revert is a call's revert.
contract Creator {
    function create(bytes memory code) external {
        assembly {
            if iszero(create(0, add(code, 0x20), mload(code))) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }
}

contract TokenSettingsTest is SettingsTest, OfToken {}

contract NativeSettingsTest is SettingsTest, OfCoin {}
